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

        // All meters of the process are collected, those of other tests too.
        var (mainName, otherName) = ($"storage/main-{Guid.NewGuid():N}", $"storage/other-{Guid.NewGuid():N}");
        using var main = new StoreMeterFactory(mainName);
        using (var other = new StoreMeterFactory(otherName))
        {
            foreach (var (factory, value) in new[] { (main, 1), (other, 2) }) factory.Create("ObjectStore.Tests.Stores").CreateGauge<int>("objectstore.tests.stores").Record(value);

            var text = metrics.Format();
            Assert.Contains($"objectstore_tests_stores{{store=\"{mainName}\"}} 1\n", text, StringComparison.Ordinal);
            Assert.Contains($"objectstore_tests_stores{{store=\"{otherName}\"}} 2\n", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(otherName, metrics.Format(), StringComparison.Ordinal);
    }
}
