using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Watching;

/// <summary>Caches over every API server, the fake and real ones.</summary>
public sealed class InformerTests(ApiServerFixture server) : IAsyncLifetime
{
    private readonly ConcurrentQueue<EntityChange<V1ConfigMap>> _changes = new();
    private InformerFactory _factory = null!;
    private ListOptions _options = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _factory = new InformerFactory(server.Client, TestClients.Metrics(), TimeProvider.System, NullLogger<InformerFactory>.Instance);
        _options = new ListOptions { Namespace = await server.CreateNamespaceAsync(), LabelSelector = "tests=yes" };
    }

    public async ValueTask DisposeAsync() => await _factory.DisposeAsync();

    [Fact]
    public async Task WaitForSyncAsync_ObjectsExist_AreInTheCache()
    {
        await CreateAsync("one", "red");
        var informer = _factory.Get<V1ConfigMap>(_options);
        var isSyncedEarly = informer.HasSynced;

        _factory.Start();
        await informer.WaitForSyncAsync(Token).WaitAsync(Wait.Limit, Token);

        Assert.False(isSyncedEarly);
        Assert.NotNull(informer.Get(new EntityKey(_options.Namespace, "one")));
        Assert.Single(informer.List());
    }

    [Fact]
    public async Task Subscribe_ObjectsChange_TellsEachChangeWithBothStates()
    {
        var informer = await StartAsync();
        using var subscription = informer.Subscribe(_changes.Enqueue);

        var created = await CreateAsync("one", "red");
        await server.Client.PatchAsync<V1ConfigMap>(created.Key(), V1Patch.Merge("""{"data":{"color":"blue"}}"""), null, Token);
        await server.Client.DeleteAsync<V1ConfigMap>(created.Key(), new V1DeleteOptions(), Token);
        await Wait.UntilAsync(() => _changes.Count == 3);

        var changes = _changes.ToArray();
        Assert.Equal((null, "red"), (changes[0].Previous, changes[0].Current!.Data!["color"]));
        Assert.Equal(("red", "blue"), (changes[1].Previous!.Data!["color"], changes[1].Current!.Data!["color"]));
        Assert.Equal(("blue", null), (changes[2].Previous!.Data!["color"], changes[2].Current));
    }

    [Fact]
    public async Task Subscribe_CacheIsFull_TellsWhatIsThere()
    {
        await CreateAsync("one", "red");
        var informer = await StartAsync();

        using var subscription = informer.Subscribe(_changes.Enqueue);

        Assert.Equal("one", Assert.Single(_changes).Key.Name);
    }

    [Fact]
    public async Task ByIndex_ObjectsChange_FollowsThem()
    {
        var informer = await StartAsync();
        informer.AddIndex("color", map => map.Data is null ? [] : [map.Data["color"]]);
        var one = await CreateAsync("one", "red");
        await CreateAsync("two", "red");
        await Wait.UntilAsync(() => informer.ByIndex("color", "red").Count == 2);

        await server.Client.PatchAsync<V1ConfigMap>(one.Key(), V1Patch.Merge("""{"data":{"color":"blue"}}"""), null, Token);

        await Wait.UntilAsync(() => informer.ByIndex("color", "blue").Count == 1);
        Assert.Equal(["two"], informer.ByIndex("color", "red").Select(map => map.Metadata.Name));
        Assert.Empty(informer.ByIndex("color", "green"));
    }

    [Fact]
    public async Task Get_SameKindAndSelection_IsTheSameInformer()
    {
        Assert.Same(_factory.Get<V1ConfigMap>(_options), _factory.Get<V1ConfigMap>(_options with { }));
        Assert.NotSame(_factory.Get<V1ConfigMap>(_options), _factory.Get<V1ConfigMap>(ListOptions.All));
        await Task.CompletedTask;
    }

    private async Task<IInformer<V1ConfigMap>> StartAsync()
    {
        var informer = _factory.Get<V1ConfigMap>(_options);
        _factory.Start();
        await informer.WaitForSyncAsync(Token).WaitAsync(Wait.Limit, Token);
        return informer;
    }

    private Task<V1ConfigMap> CreateAsync(string name, string color) => server.Client.CreateAsync(
        new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = name, Namespace = _options.Namespace, Labels = new Dictionary<string, string> { ["tests"] = "yes" } },
            Data = new Dictionary<string, string> { ["color"] = color },
        },
        Token);
}
