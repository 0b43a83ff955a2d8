-- What every run ends with: its figures as one line of JSON.
function done(summary, latency, requests)
  io.write(string.format(
    '\nFIGURES {"requests":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"errors":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
