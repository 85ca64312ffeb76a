# premiums.R RECORDS SKILLS: the premiums of skills by R, as a reference for package premium. For each survey named
# below it reads that survey's records (backpay export), regresses log pay on every facet and every skill
# together by Huber's M-estimator (MASS::rlm, case weights of 1) and prints each skill's coefficient with its
# standard error by the sandwich of package sandwich (HC0). Within one survey the carrying of pay to one
# date is a constant of each country, so that the coefficients are those of comparable pay too.
# Needs Debian's r-base-core, r-cran-mass and r-cran-sandwich.
suppressMessages({ library(MASS); library(sandwich) })
args <- commandArgs(trailingOnly = TRUE)
records <- read.csv(args[1], colClasses = "character", na.strings = character(0))
vocabulary <- read.delim(args[2], comment.char = "#", quote = "", colClasses = "character", na.strings = character(0))
kind <- setNames(vocabulary$kind, vocabulary$code)
cat("source\tyear\tskill\tn\tcoefficient\terror\n")
for (year in c(2016, 2023)) {
  d <- records[records$source == "stackoverflow" & records$year == year & records$excluded == "" & records$skills != "", ]
  lists <- strsplit(d$skills, ";", fixed = TRUE)
  pairs <- data.frame(row = rep(seq_along(lists), lengths(lists)), skill = unlist(lists))
  pairs$kind <- kind[pairs$skill]
  # A kind that fewer than a fifth list was not asked for.
  answered <- tapply(pairs$row, pairs$kind, function(r) length(unique(r)))
  pairs <- pairs[pairs$kind %in% names(answered)[answered >= .2 * nrow(d)], ]
  keep <- sort(unique(pairs$row))
  d <- d[keep, ]
  pairs$row <- match(pairs$row, keep)
  n <- nrow(d)
  indicators <- function(row, value) {
    levels <- sort(unique(value))
    m <- matrix(0, n, length(levels), dimnames = list(NULL, levels))
    m[cbind(row, match(value, levels))] <- 1
    m
  }
  # Rare values of a facet stand together; the most frequent one is the base.
  facet <- function(m, name) {
    n <- colSums(m)
    usual <- which.max(n)
    rare <- setdiff(which(n < 10), usual)
    out <- m[, setdiff(seq_along(n), c(usual, rare)), drop = FALSE]
    if (length(rare)) out <- cbind(out, rest = as.numeric(rowSums(m[, rare, drop = FALSE]) > 0))
    if (ncol(out)) colnames(out) <- paste(name, colnames(out))
    out
  }
  single <- function(v, name) facet(indicators(seq_len(n), v), name)
  experience <- c(0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30)
  years <- suppressWarnings(as.numeric(d$years))
  bands <- ifelse(is.na(years), "", paste(experience[findInterval(years, experience)]))
  roles <- strsplit(ifelse(d$role == "", "unknown", d$role), ";", fixed = TRUE)
  unknown <- sapply(c("language", "database", "platform", "framework", "tool"), function(k) as.numeric(!seq_len(n) %in% pairs$row[pairs$kind == k]))
  skills <- indicators(pairs$row, pairs$skill)
  skills <- skills[, colSums(skills) >= 20]
  x <- cbind(constant = 1, single(d$country, "country"), single(bands, "years"), single(d$level, "level"), single(d$industry, "industry"),
    single(d$org_size, "size"), single(d$remote, "remote"), single(d$employment, "employment"), single(d$education, "education"),
    facet(indicators(rep(seq_len(n), lengths(roles)), unlist(roles)), "role"), unknown, skills)
  q <- qr(x, tol = 1e-9)
  x <- x[, sort(q$pivot[seq_len(q$rank)])]
  fitted <- rlm(x, log(as.numeric(d$pay)), psi = psi.huber, k = 1.345, scale.est = "MAD", maxit = 200, acc = 1e-8, method = "M")
  errors <- setNames(sqrt(diag(sandwich(fitted))), colnames(x))
  for (skill in intersect(colnames(skills), colnames(x))) {
    cat(sprintf("stackoverflow\t%d\t%s\t%d\t%.5f\t%.5f\n", year, skill, as.integer(sum(x[, skill])), fitted$coefficients[[match(skill, colnames(x))]], errors[[skill]]))
  }
}
