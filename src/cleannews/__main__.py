"""Run the command line by `python -m cleannews`."""

from cleannews.cli import main

if __name__ == "__main__":
    main()
