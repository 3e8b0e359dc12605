using System.Diagnostics.Metrics;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Telemetry.Tests;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("ObjectStore.Tests." + Guid.NewGuid());
    private readonly MetricsCollector _collector = new();

    [Fact]
    public void Format_CounterWithTags_SumsPerSeries()
    {
        var counter = _meter.CreateCounter<long>("objectstore.tests.things", "{thing}", "Things seen.");

        counter.Add(2, new KeyValuePair<string, object?>("kind.of", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("kind.of", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("kind.of", "quote\"\\\n"));

        var text = _collector.Format();
        Assert.Contains("# HELP objectstore_tests_things_total Things seen.\n# TYPE objectstore_tests_things_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_things_total{kind_of=\"a\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_things_total{kind_of=\"quote\\\"\\\\\\n\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_Histogram_CountsIntoAdvisedBucketsCumulatively()
    {
        var histogram = _meter.CreateHistogram("objectstore.tests.duration", "s", "How long.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });

        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);

        var text = _collector.Format();
        Assert.Contains("objectstore_tests_duration_seconds_bucket{le=\"0.1\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_duration_seconds_bucket{le=\"1\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_duration_seconds_bucket{le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_duration_seconds_sum 7.6\n", text, StringComparison.Ordinal);
        Assert.Contains("objectstore_tests_duration_seconds_count 3\n", text, StringComparison.Ordinal);
    }

    /// <summary>Every server of the process brings Kestrel's instruments along; a scraper takes a family once.</summary>
    [Fact]
    public void Format_InstrumentsOfOneName_AreOneFamily()
    {
        using var other = new Meter("ObjectStore.Tests." + Guid.NewGuid());
        foreach (var meter in new[] { _meter, other })
        {
            var counter = meter.CreateCounter<long>("objectstore.tests.shared");
            counter.Add(1, new KeyValuePair<string, object?>("of", meter.Name));
            counter.Add(2, new KeyValuePair<string, object?>("of", "both"));
        }

        var lines = _collector.Format().Split('\n').Where(line => line.Contains("objectstore_tests_shared", StringComparison.Ordinal)).ToArray();

        Assert.Single(lines, line => line.StartsWith("# TYPE", StringComparison.Ordinal));
        Assert.Single(lines, line => line == "objectstore_tests_shared_total{of=\"both\"} 4");
        Assert.Equal(5, lines.Length);
    }

    /// <summary>One process has the same instruments several times, each for something else; what one of them told last must not outlive it.</summary>
    [Fact]
    public void Format_MetersWithTags_AreSeriesOfTheirOwnUntilTheyEnd()
    {
        using var first = new Meter(new MeterOptions("ObjectStore.Tests.Tagged") { Tags = [new("store", "a")] });
        using var second = new Meter(new MeterOptions("ObjectStore.Tests.Tagged") { Tags = [new("store", "a2")] });
        first.CreateGauge<long>("objectstore.tests.tagged").Record(1);
        first.CreateGauge<long>("objectstore.tests.tagged").Record(2, new KeyValuePair<string, object?>("kind", "x"));
        second.CreateGauge<long>("objectstore.tests.tagged").Record(3, new KeyValuePair<string, object?>("kind", "x"));

        Assert.Equal(
            ["objectstore_tests_tagged{store=\"a\",kind=\"x\"} 2", "objectstore_tests_tagged{store=\"a\"} 1", "objectstore_tests_tagged{store=\"a2\",kind=\"x\"} 3"], Lines());

        first.Dispose();

        Assert.Equal(["objectstore_tests_tagged{store=\"a2\",kind=\"x\"} 3"], Lines());

        IEnumerable<string> Lines() => _collector.Format().Split('\n').Where(static line => line.StartsWith("objectstore_tests_tagged", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    /// <summary>What was recorded last is found by its tags alone, also when its series is gone.</summary>
    [Fact]
    public void Format_MeterWithTagsComesAgain_CountsAnew()
    {
        var kind = new KeyValuePair<string, object?>("kind", "x");
        for (var round = 1; round <= 2; round++)
        {
            using var meter = new Meter(new MeterOptions("ObjectStore.Tests.Again") { Tags = [new("store", "a")] });
            var counter = meter.CreateCounter<long>("objectstore.tests.again");
            for (var i = 0; i < 3; i++) counter.Add(round, kind);
            Assert.Contains($"objectstore_tests_again_total{{store=\"a\",kind=\"x\"}} {3 * round}\n", _collector.Format(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Format_ObservableGauge_IsReadAtThatMoment()
    {
        var value = 1L;
        _meter.CreateObservableGauge("objectstore.tests.depth", () => value, "By", "Depth.");
        Assert.Contains("objectstore_tests_depth_bytes 1\n", _collector.Format(), StringComparison.Ordinal);

        value = 42;

        Assert.Contains("objectstore_tests_depth_bytes 42\n", _collector.Format(), StringComparison.Ordinal);
    }

    [Fact]
    public void Format_TooManySeries_StaysBounded()
    {
        var counter = _meter.CreateCounter<long>("objectstore.tests.many");

        for (var i = 0; i < 5000; i++) counter.Add(1, new KeyValuePair<string, object?>("id", i));

        Assert.InRange(_collector.Format().Split("objectstore_tests_many_total{").Length - 1, 1, 1000);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }
}
