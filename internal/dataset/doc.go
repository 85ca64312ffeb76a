// Package dataset keeps records: the Record and the Cell, their Parquet files, and a data directory with
// its catalogue.
package dataset
