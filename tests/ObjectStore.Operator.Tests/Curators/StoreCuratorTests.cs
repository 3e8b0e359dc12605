using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.CuratorHost;
using ObjectStore.Operator.Certificates;
using ObjectStore.Operator.Curators;
using ObjectStore.Telemetry.Prometheus;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Curators;

public class StoreCuratorTests
{
    private static CuratorSettings Settings { get; } = new(Samples.Cluster, "storage", new([new CuratorPool("default", "default", "4+2")]), 14, 1 << 24, 1 << 27, 600);

    [Fact]
    public async Task Metrics_OfACurator_NameItsStoreUntilItEnds()
    {
        using var metrics = new MetricsCollector();

        // All meters of the process are collected, those of other tests too.
        var store = $"storage/main-{Guid.NewGuid():N}";
        var secrets = new CuratorSecrets(Encoding.ASCII.GetBytes("Host=127.0.0.1;Port=1;Username=nobody;Database=none"), new byte[32], ClusterAuthority.Create(TimeProvider.System));
        await using (new StoreCurator(store, Settings, secrets, new NoNodes(), NullLoggerFactory.Instance, TimeProvider.System))
            await Wait.UntilAsync(() => metrics.Format().Contains($"{{store=\"{store}\"", StringComparison.Ordinal));

        Assert.DoesNotContain(store, metrics.Format(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constructor_AuthorityThatIsNone_LeavesNoFilesBehind()
    {
        var before = Directories();
        var secrets = new CuratorSecrets("Host=db"u8.ToArray(), new byte[32], new ClusterAuthority("none"u8.ToArray(), "none"u8.ToArray()));

        Assert.ThrowsAny<Exception>(() => new StoreCurator("storage/main", Settings, secrets, new NoNodes(), NullLoggerFactory.Instance, TimeProvider.System));

        // Other tests have curators, too, in whose directories there is a key, but for the moments in which they are made and go.
        await Wait.UntilAsync(() => Directories().Except(before).All(static directory => File.Exists(Path.Combine(directory, "tls.key"))));

        static string[] Directories() => Directory.GetDirectories(Path.GetTempPath(), "objectstore-operator-curator-*");
    }

    /// <summary>Goal: whose Secret is deleted is not spoken for any more.</summary>
    [Fact]
    public async Task Write_SecretHoldsAKeyNoMore_ItsFileGoes()
    {
        var (hook, site) = ($"event-{Guid.NewGuid():N}-token", "replication-target-a-credentials");
        var secrets = new CuratorSecrets("Host=127.0.0.1;Port=1;Username=nobody;Database=none"u8.ToArray(), new byte[32], ClusterAuthority.Create(TimeProvider.System));
        var full = new CuratorSecrets(secrets.Connection, secrets.MasterKey, secrets.Authority) { Destinations = Files(hook), Replication = Files(site) };
        await using var curator = new StoreCurator("storage/main", Settings, full, new NoNodes(), NullLoggerFactory.Instance, TimeProvider.System);
        var directory = Assert.Single(Directory.GetDirectories(Path.GetTempPath(), "objectstore-operator-curator-*"), directory => File.Exists(Path.Combine(directory, hook)));

        curator.Write(new CuratorSecrets(secrets.Connection, secrets.MasterKey, secrets.Authority) { Replication = Files(site) });
        Assert.Equal((false, true), (File.Exists(Path.Combine(directory, hook)), File.Exists(Path.Combine(directory, site))));
        curator.Write(secrets);

        Assert.False(File.Exists(Path.Combine(directory, site)));
        Assert.True(File.Exists(Path.Combine(directory, "connection")));

        static Dictionary<string, byte[]> Files(string name) => new() { [name] = [1] };
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
