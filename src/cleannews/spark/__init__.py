"""
The same groups on Apache Spark: the functions of the library over a DataFrame.

Needs the extra ``spark`` and Java 17. docs/spark.md says how the work is dealt out and what it costs.
"""

from cleannews.spark.cleaning import clean
from cleannews.spark.dedupe import dedupe
from cleannews.spark.learning import learn

__all__ = ["clean", "dedupe", "learn"]
