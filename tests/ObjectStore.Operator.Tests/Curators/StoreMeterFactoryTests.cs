using System.Diagnostics.Metrics;
using ObjectStore.Operator.Curators;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Operator.Tests.Curators;

public class StoreMeterFactoryTests
{
    [Fact]
    public void Create_MetersOfTwoStores_AreToldApart()
    {
        using var metrics = new MetricsCollector();
        using var main = new StoreMeterFactory("storage/main");
        using (var other = new StoreMeterFactory("storage/other"))
        {
            foreach (var (factory, value) in new[] { (main, 1), (other, 2) }) factory.Create("ObjectStore.Tests.Stores").CreateGauge<int>("objectstore.tests.stores").Record(value);

            var text = metrics.Format();
            Assert.Contains("objectstore_tests_stores{store=\"storage/main\"} 1\n", text, StringComparison.Ordinal);
            Assert.Contains("objectstore_tests_stores{store=\"storage/other\"} 2\n", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("storage/other", metrics.Format(), StringComparison.Ordinal);
    }
}
