// Decodes every histogram of a results.json with hdr-histogram-js, and holds what it says against the row that it belongs to.
import { readFileSync } from "node:fs";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";

const percentiles = [["p50Us", 50], ["p75Us", 75], ["p90Us", 90], ["p95Us", 95], ["p99Us", 99], ["p999Us", 99.9]];
let histograms = 0;
let values = 0;

function fail(what) {
  console.error(`histogram check: ${what}`);
  process.exit(1);
}

/** The latency at a percentile by nearest rank, in microseconds. */
function at(histogram, percentile, encoded) {
  const rank = Math.max(1, Math.ceil((percentile * encoded.count) / 100 - 1e-9));
  return (histogram.getValueAtPercentile((100 * rank) / encoded.count) * encoded.unitNs) / 1000;
}

function check(name, encoded, summary) {
  if (!encoded || encoded.count === 0) {
    return;
  }

  const histogram = decodeFromCompressedBase64(encoded.data, 64, false);
  histograms++;
  if (histogram.totalCount !== encoded.count) {
    fail(`${name}: ${histogram.totalCount} latencies were decoded, and ${encoded.count} were recorded`);
  }

  for (const [key, percentile] of [...percentiles, ["maxUs", 100]]) {
    const told = summary[key];
    if (told === null || typeof told !== "number") {
      continue;
    }

    values++;
    const decoded = at(histogram, percentile, encoded);
    if (Math.abs(decoded - told) > 1e-9 * Math.max(1, told)) {
      fail(`${name}: ${key} is ${told} in the table and ${decoded} in the histogram`);
    }
  }
}

for (const path of process.argv.slice(2)) {
  for (const row of JSON.parse(readFileSync(path, "utf8")).load) {
    const name = `${path}: ${row.scenario} ${row.configuration}`;
    check(`${name}, service time`, row.serviceTimeHistogram, row.serviceTime);
    check(`${name}, response time`, row.responseTimeHistogram, row.responseTime);
    for (const step of row.steps ?? []) {
      check(`${name}, step ${step.name}`, step.timeHistogram, step.time);
    }

    for (const phase of row.phases?.phases ?? []) {
      check(`${name}, phase ${phase.name}`, phase.timeHistogram, phase.time);
    }
  }
}

if (histograms === 0) {
  fail("no histogram was found");
}

console.log(`${histograms} histograms decoded, ${values} values compared`);
