#!/usr/bin/env python3
"""Quantile boosters of scikit-learn on the cases of a scorecard.

    backpay backtest --exchange DIR ...        writes DIR/train.csv, full.csv and partial.csv
    /usr/bin/python3 boosters.py DIR [METHOD]  writes DIR/boosters-{full,partial}.csv and DIR/masked-{full,partial}.csv
    backpay backtest --exchange DIR ...        reads them into the scorecard

One gradient-boosted model per quantile, each with the same facets as Backpay: "boosters" is trained on the records as
they are and meets missing values only when it is asked; "masked" is trained on each record once whole and four times
with facets hidden at random. Needs Debian's python3-sklearn and python3-pandas.
"""
import sys
import time

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

LEVELS = [.05, .10, .20, .25, .30, .40, .50, .60, .70, .75, .80, .90, .95]
DECILES = [1, 2, 4, 5, 6, 7, 8, 10, 11]
FACETS = ["role", "country", "place", "level", "industry", "remote", "employment", "education"]
SIZES = ["1", "2-9", "10-19", "20-99", "100-499", "500-999", "1000-4999", "5000-9999", "10000+"]
FEWEST_OF_SKILL = 150


def kind_columns(frames, skills):
    """Skills are 1 when listed, 0 when others are, missing when none is."""
    for frame in frames:
        listed = frame["skills"].fillna("").map(lambda s: set(s.split(";")) - {""})
        for skill in skills:
            frame["skill " + skill] = [np.nan if not l else float(skill in l) for l in listed]


def prepare(train, others):
    frames = [train, *others]
    counts = pd.Series([s for l in train["skills"].dropna() for s in l.split(";")], dtype=object).value_counts()
    skills = sorted(counts[counts >= FEWEST_OF_SKILL].index)
    kind_columns(frames, skills)
    nominal = []
    for facet in FACETS:
        top = train[facet].value_counts().index[:254]  # scikit-learn takes 255 categories at most
        code = {v: i for i, v in enumerate(sorted(top))}
        if code:
            nominal.append(facet)
        for frame in frames:
            frame["x " + facet] = frame[facet].map(code)
    for frame in frames:
        frame["x org_size"] = frame["org_size"].map({v: i for i, v in enumerate(SIZES)})
        frame["x years"] = frame["years"].astype(float)
    columns = ["x " + f for f in nominal] + ["x org_size", "x years"] + ["skill " + s for s in skills]
    return columns, [c.startswith("x ") and c[2:] in nominal for c in columns]


def masked_copies(train, copies, seed):
    """Each record once whole and copies times with facets hidden: country nine tenths, others half kept."""
    rng = np.random.RandomState(seed)
    parts = [train]
    skills = [c for c in train if c.startswith("skill ")]
    for _ in range(copies):
        part = train.copy()
        for column in [c for c in train if c.startswith("x ")]:
            keep = .9 if column == "x country" else .5
            part.loc[rng.rand(len(part)) >= keep, column] = np.nan
        part.loc[rng.rand(len(part)) >= .5, skills] = np.nan
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def run(name, folder, train, asked, columns, categorical):
    answers = {kind: [] for kind in asked}
    fitting, answering = 0.0, 0.0
    for level in LEVELS:
        model = HistGradientBoostingRegressor(
            loss="quantile", quantile=level, categorical_features=categorical, random_state=0)
        at = time.perf_counter()
        model.fit(train[columns], train["log_usd"])
        fitting += time.perf_counter() - at
        at = time.perf_counter()
        for kind, frame in asked.items():
            answers[kind].append(model.predict(frame[columns]))
        answering += time.perf_counter() - at
    for kind, frame in asked.items():
        q = np.sort(np.array(answers[kind]).T, axis=1)
        header = ",".join("q%02d" % round(100 * p) for p in LEVELS)
        np.savetxt(f"{folder}/{name}-{kind}.csv", q, delimiter=",", header=header, comments="", fmt="%.6f")
        u = frame["log_usd"].to_numpy()[:, None] - q[:, DECILES]
        taus = np.array(LEVELS)[DECILES]
        print(f"{name} {kind}: pinball {np.maximum(taus * u, (taus - 1) * u).mean():.4f} of {len(frame)}")
    rows = sum(len(f) for f in asked.values())
    print(f"{name}: fitted in {fitting:.1f} s, answered {1e6 * answering / rows:.0f} us a row", flush=True)


def main():
    folder = sys.argv[1]
    read = lambda name: pd.read_csv(f"{folder}/{name}.csv", dtype={f: str for f in FACETS + ["org_size", "skills"]},
                                    keep_default_na=False, na_values=[""])
    train, full, partial = read("train"), read("full"), read("partial")
    columns, categorical = prepare(train, [full, partial])
    asked = {"full": full, "partial": partial}
    methods = sys.argv[2:] or ["boosters", "masked"]
    if "boosters" in methods:
        run("boosters", folder, train, asked, columns, categorical)
    if "masked" in methods:
        run("masked", folder, masked_copies(train, 4, 1), asked, columns, categorical)


if __name__ == "__main__":
    main()
