using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.CuratorHost;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Tests.Controllers;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Operator.Tests.Curators;

public class StoreCuratorTests
{
    [Fact]
    public async Task Metrics_OfACurator_NameItsStoreUntilItEnds()
    {
        using var metrics = new MetricsCollector();
        var settings = new CuratorSettings(Samples.Cluster, "storage", new([new CuratorPool("default", "default", "4+2")]), 14, 1 << 24, 1 << 27, 600);
        var secrets = new CuratorSecrets(Encoding.ASCII.GetBytes("Host=127.0.0.1;Port=1;Username=nobody;Database=none"), new byte[32], ClusterAuthority.Create(TimeProvider.System));
        await using (new StoreCurator("storage/main", settings, secrets, new NoNodes(), NullLoggerFactory.Instance, TimeProvider.System))
            await OperatorHarness.UntilAsync(() => Task.FromResult(metrics.Format().Contains("{store=\"storage/main\"", StringComparison.Ordinal)));

        Assert.DoesNotContain("storage/main", metrics.Format(), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AuthorityThatIsNone_LeavesNoFilesBehind()
    {
        var before = Directories();
        var settings = new CuratorSettings(Samples.Cluster, "storage", new([new CuratorPool("default", "default", "4+2")]), 14, 1 << 24, 1 << 27, 600);
        var secrets = new CuratorSecrets("Host=db"u8.ToArray(), new byte[32], new ClusterAuthority("none"u8.ToArray(), "none"u8.ToArray()));

        Assert.ThrowsAny<Exception>(() => new StoreCurator("storage/main", settings, secrets, new NoNodes(), NullLoggerFactory.Instance, TimeProvider.System));

        // Other tests have curators, too, for whose authorities these directories are not.
        Assert.DoesNotContain(Directories().Except(before), static directory => !File.Exists(Path.Combine(directory, "tls.key")));

        static string[] Directories() => Directory.GetDirectories(Path.GetTempPath(), "objectstore-operator-curator-*");
    }

    [Fact]
    public void ConnectionWith_PathOfThisProcess_TakesThePlaceOfTheOther()
    {
        var secrets = new CuratorSecrets("Host=db;SSL Mode=VerifyFull;Root Certificate=/etc/objectstore/index/ca.crt"u8.ToArray(), new byte[32], new ClusterAuthority([], []));

        var connection = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = Encoding.UTF8.GetString(secrets.ConnectionWith("/tmp/own.crt")) };

        Assert.Equal("/tmp/own.crt", connection["Root Certificate"]);
        Assert.Equal("db", connection["Host"]);
    }

    private sealed class NoNodes : INodeList
    {
        public IReadOnlyList<Uri> Read() => [];
    }
}
