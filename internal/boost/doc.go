// Package boost grows ensembles of regression trees by gradient boosting, with a vector of outputs in every
// leaf: all quantiles of a distribution, or its distribution function at many thresholds, share the splits.
//
// Its opinion: every feature is a byte, and byte zero means unknown. A split sends a set of bytes to the left, so
// ordered features, unordered ones and unknown values are one case when a tree is read, and a tree is read
// without a branch on the kind of feature. Leaves are whole numbers of one common step, so sums do not depend on
// their order.
//
// A feature may be Rising: whatever else a row says, more of it never lowers the outputs that it raises. That is kept by
// bounds on the leaves while a tree grows, and needs nothing when it is read.
//
// Its limits: at most 255 known values a feature, 32 leaves a tree and 64 outputs; everything is in memory; one ensemble is grown by one
// goroutine, which makes the result the same on any number of processors.
//
// The method is that of Friedman (2001), Greedy function approximation; the histograms, the leaf-wise growth and
// the ordering of categories by gradient follow Ke et al. (2017), LightGBM; scoring splits on a few of many
// outputs is the idea of Iosipoi and Vakarin (2022), SketchBoost.
package boost
