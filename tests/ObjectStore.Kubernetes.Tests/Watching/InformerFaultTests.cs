using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.Kubernetes.Watching;
using ObjectStore.KubernetesTesting;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Watching;

/// <summary>Caches while the API server or the way to it fails.</summary>
public sealed class InformerFaultTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<EntityChange<V1ConfigMap>> _changes = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;
    private InformerFactory _factory = null!;
    private IInformer<V1ConfigMap> _informer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Lists => _server.Requests.Count(request => request.Contains("configmaps", StringComparison.Ordinal) && request.Contains("limit=", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = TestClients.Create(_server.Configuration);
        _factory = new InformerFactory(_client, TestClients.Metrics(), TimeProvider.System, NullLogger<InformerFactory>.Instance);
        _informer = _factory.Get<V1ConfigMap>(ListOptions.All);
        _informer.Subscribe(_changes.Enqueue);
        _factory.Start();
        await _informer.WaitForSyncAsync(Token).WaitAsync(Wait.Limit, Token);
        await Wait.UntilAsync(() => _server.WatchCount == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Watch_ConnectionIsCut_GoesOnWhereItWasWithoutAList()
    {
        await CreateAsync("before");
        await SeenAsync("before");

        _server.CutWatches();
        await CreateAsync("meanwhile");

        await SeenAsync("meanwhile");
        Assert.Equal(1, Lists);
        Assert.Equal(2, _changes.Count);
    }

    [Fact]
    public async Task Watch_VersionExpiresWhileCut_ListsAnewAndTellsTheDifference()
    {
        await CreateAsync("kept");
        await CreateAsync("deleted");
        await SeenAsync("deleted");
        var refusal = _server.Add(Fault.Status(500, "GET", "watch=1", times: int.MaxValue));
        _server.CutWatches();
        await refusal.Hit.WaitAsync(Wait.Limit, Token);

        await _client.DeleteAsync<V1ConfigMap>(new EntityKey("default", "deleted"), new V1DeleteOptions(), Token);
        await CreateAsync("created");
        _server.Compact();
        refusal.Release();

        await SeenAsync("created");
        Assert.Null(_informer.Get(new EntityKey("default", "deleted")));
        Assert.Equal(["kept+", "deleted+", "deleted-", "created+"], _changes.Select(change => change.Key.Name + (change.Current is null ? "-" : "+")));
    }

    [Fact]
    public async Task Watch_BookmarkCameAfterTheCompaction_NeedsNoList()
    {
        await CreateAsync("first");
        await SeenAsync("first");

        // The bookmark is all that tells the informer of a version that is not too old.
        _server.Compact();
        _server.SendBookmarks();
        _server.EndWatches();
        await CreateAsync("second");

        await SeenAsync("second");
        Assert.Equal(1, Lists);
    }

    [Fact]
    public async Task Watch_ObjectNoLongerFits_LastStateStaysAndOthersGoOn()
    {
        await CreateAsync("odd");
        await SeenAsync("odd");
        using var raw = new HttpClient();
        using var patch = new StringContent("""{"data":{"key":{"not":"text"}}}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/merge-patch+json"));
        (await raw.PatchAsync(new Uri(_server.Configuration.Host, "/api/v1/namespaces/default/configmaps/odd"), patch, Token)).EnsureSuccessStatusCode();

        await CreateAsync("next");

        await SeenAsync("next");
        Assert.NotNull(_informer.Get(new EntityKey("default", "odd")));
    }

    [Fact]
    public async Task Watch_ServerGoesAwayAndFails_CatchesUp()
    {
        var down = _server.Add(Fault.CutBefore(times: int.MaxValue));
        _server.CutWatches();
        await down.Hit.WaitAsync(Wait.Limit, Token);
        down.Release();

        await CreateAsync("after");

        await SeenAsync("after");
    }

    private Task<V1ConfigMap> CreateAsync(string name) => _client.CreateAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name, Namespace = "default" } }, Token);

    /// <summary>Until it is told, which is a moment after the cache has it.</summary>
    private Task SeenAsync(string name) => Wait.UntilAsync(() => _changes.Any(change => change.Key.Name == name && change.Current is not null));
}
