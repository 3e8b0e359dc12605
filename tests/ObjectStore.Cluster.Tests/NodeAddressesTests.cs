using System.Text;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Testing;

namespace ObjectStore.Cluster.Tests;

public sealed class NodeAddressesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_AfterStore_GivesTheAddresses()
    {
        var catalog = TestCatalog.Make();
        Assert.Null(await NodeAddresses.ReadAsync(catalog, Cancel));

        Uri[] addresses = [new("https://10.0.0.11:9100"), new("https://[::1]:9110")];
        await NodeAddresses.StoreAsync(catalog, addresses, Cancel);

        Assert.Equal(addresses, await NodeAddresses.ReadAsync(catalog, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"addresses":[]}""")]
    [InlineData("""{"version":1,"addresses":null}""")]
    public async Task Read_StateOfALaterRelease_IsUnknown(string text)
    {
        var catalog = TestCatalog.Make();
        await catalog.StoreJobStateAsync(NodeAddresses.StateName, Encoding.UTF8.GetBytes(text), Cancel);

        Assert.Null(await NodeAddresses.ReadAsync(catalog, Cancel));
    }
}
