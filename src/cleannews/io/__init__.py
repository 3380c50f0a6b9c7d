"""Files to records and back: paths, compression, formats."""

from cleannews.io.inputs import InputFile, find_inputs
from cleannews.io.readers import read_records
from cleannews.io.records import Html, Record

__all__ = ["Html", "InputFile", "Record", "find_inputs", "read_records"]
