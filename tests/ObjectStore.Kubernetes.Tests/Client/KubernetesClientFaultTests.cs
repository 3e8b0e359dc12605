using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.KubernetesTesting;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Client;

/// <summary>What the client does when the API server or the way to it fails.</summary>
public sealed class KubernetesClientFaultTests : IAsyncLifetime
{
    private static readonly EntityKey Key = new("default", "one");
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static V1ConfigMap Map => new() { Metadata = new V1ObjectMeta { Name = Key.Name, Namespace = Key.Namespace } };

    public async ValueTask InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = TestClients.Create(_server.Configuration);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task GetAsync_ServerFailsTwice_IsTriedAgain(int code)
    {
        await _client.CreateAsync(Map, Token);
        _server.Add(Fault.Status(code, times: 2, retryAfterSeconds: code == 429 ? 0 : null));

        Assert.NotNull(await _client.GetAsync<V1ConfigMap>(Key, Token));
        Assert.Equal(3, _server.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task GetAsync_ServerFailsForEver_ThrowsAfterTheLastAttempt()
    {
        _server.Add(Fault.Status(500, times: int.MaxValue));

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => _client.GetAsync<V1ConfigMap>(Key, Token));

        Assert.Equal(500, (int)exception.Code);
        Assert.Equal(5, _server.Requests.Count);
    }

    [Fact]
    public async Task CreateAsync_ServerIsAtItsLimit_WaitsAsLongAsTheServerAsks()
    {
        _server.Add(Fault.Status(429, "POST", retryAfterSeconds: 1));
        var began = TimeProvider.System.GetTimestamp();

        await _client.CreateAsync(Map, Token);

        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(990));
    }

    [Fact]
    public async Task CreateAsync_ServerFails_IsNotTriedAgain()
    {
        _server.Add(Fault.Status(500, "POST"));

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => _client.CreateAsync(Map, Token));

        Assert.Equal(StatusReasons.InternalError, exception.Reason);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task CreateAsync_ConnectionIsCutAfterIt_IsUnreachableAndNotTriedAgain()
    {
        _server.Add(Fault.CutAfter("POST"));

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => _client.CreateAsync(Map, Token));

        Assert.True(exception.IsUnreachable);
        Assert.Single(_server.Requests);
        Assert.NotNull(await _client.GetAsync<V1ConfigMap>(Key, Token));
    }

    [Fact]
    public async Task ApplyAsync_ConnectionIsCutBeforeAndAfter_IsAppliedOnce()
    {
        _server.Add(Fault.CutBefore("PATCH"));
        _server.Add(Fault.CutAfter("PATCH"));

        var applied = await _client.ApplyAsync(Map, ApplyOptions.Forced, Token);

        Assert.Equal(Key, applied.Key());
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task DeleteAsync_UidIsGivenAndTheAnswerIsLost_EndsWithTheObjectGone()
    {
        var created = await _client.CreateAsync(Map, Token);
        _server.Add(Fault.CutAfter("DELETE"));

        Assert.False(await _client.DeleteAsync<V1ConfigMap>(Key, new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = created.Metadata.Uid } }, Token));
        Assert.Null(await _client.GetAsync<V1ConfigMap>(Key, Token));
    }

    [Fact]
    public async Task GetAsync_ServerHangs_IsUnreachableInTime()
    {
        using var impatient = TestClients.Create(_server.Configuration, new KubernetesClientOptions { RequestTimeout = TimeSpan.FromSeconds(1), AttemptsMax = 1 });
        var hold = _server.Add(Fault.Hold());

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => impatient.GetAsync<V1ConfigMap>(Key, Token));
        hold.Release();

        Assert.True(exception.IsUnreachable);
    }

    [Fact]
    public async Task GetAsync_CallerGivesUp_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        var hold = _server.Add(Fault.Hold());
        var get = _client.GetAsync<V1ConfigMap>(Key, caller.Token);
        await hold.Hit.WaitAsync(Wait.Limit, Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        hold.Release();
    }

    [Fact]
    public async Task GetAsync_NobodyListens_IsUnreachable()
    {
        var configuration = _server.Configuration;
        await _server.DisposeAsync();

        using var client = TestClients.Create(configuration, new KubernetesClientOptions { AttemptsMax = 2, RetryDelayMin = TimeSpan.FromMilliseconds(10) });
        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync<V1ConfigMap>(Key, Token));

        Assert.True(exception.IsUnreachable);
    }

    [Fact]
    public async Task GetAsync_AnswerIsTooLong_IsRefused()
    {
        await _client.CreateAsync(Map with { Data = new Dictionary<string, string> { ["long"] = new string('x', 100_000) } }, Token);
        using var small = TestClients.Create(_server.Configuration, new KubernetesClientOptions { ResponseBytesMax = 1 << 16 });

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => small.GetAsync<V1ConfigMap>(Key, Token));

        Assert.Equal(StatusReasons.BadAnswer, exception.Reason);
    }

    [Fact]
    public async Task ListAsync_PagesExpire_BeginsAnew()
    {
        for (var i = 0; i < 5; i++) await _client.CreateAsync(Map with { Metadata = Map.Metadata with { Name = $"map-{i}" } }, Token);
        using var paged = TestClients.Create(_server.Configuration, new KubernetesClientOptions { PageEntities = 2 });
        var second = _server.Add(Fault.Hold("GET", "continue="));
        var list = paged.ListAsync<V1ConfigMap>(new ListOptions { Namespace = "default" }, Token);
        await second.Hit.WaitAsync(Wait.Limit, Token);

        _server.Compact();
        second.Release();

        Assert.Equal(5, (await list).Items.Count);
    }

    [Fact]
    public async Task WatchAsync_VersionIsTooOld_ThrowsExpired()
    {
        var list = await _client.ListAsync<V1ConfigMap>(ListOptions.All, Token);
        await _client.CreateAsync(Map, Token);
        _server.Compact();

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(async () => await _client.WatchAsync<V1ConfigMap>(ListOptions.All, list.ResourceVersion, Token).FirstAsync(Token));

        Assert.True(exception.IsExpired);
    }

    [Fact]
    public async Task WatchAsync_ConnectionIsCut_IsUnreachable()
    {
        var list = await _client.ListAsync<V1ConfigMap>(ListOptions.All, Token);
        await using var watch = _client.WatchAsync<V1ConfigMap>(ListOptions.All, list.ResourceVersion, Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync();
        await Wait.UntilAsync(() => _server.WatchCount == 1);

        _server.CutWatches();

        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(async () => await next)).IsUnreachable);
    }

    [Fact]
    public async Task WatchAsync_ServerSendsABookmark_CarriesTheVersionAlone()
    {
        var list = await _client.ListAsync<V1ConfigMap>(ListOptions.All, Token);
        await using var watch = _client.WatchAsync<V1ConfigMap>(ListOptions.All, list.ResourceVersion, Token).GetAsyncEnumerator(Token);
        var next = watch.MoveNextAsync();
        await Wait.UntilAsync(() => _server.WatchCount == 1);
        await _client.CreateAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "another-kind", Namespace = "default" } }, Token);

        _server.SendBookmarks();

        Assert.True(await next);
        Assert.Equal(WatchEventType.Bookmark, watch.Current.Type);
        Assert.NotEqual(list.ResourceVersion, watch.Current.ResourceVersion);
        Assert.Null(watch.Current.Entity);
    }

    [Fact]
    public async Task ListAsync_OneObjectDoesNotFit_ReturnsTheOthersAndItsName()
    {
        _server.Add(new ResourceKind(V1Widget.Group, "v1", "widgets", "Widget", true, true));
        await _client.CreateAsync(new V1Widget { Metadata = new V1ObjectMeta { Name = "good", Namespace = "default" }, Spec = new V1WidgetSpec { Size = 1 } }, Token);
        await _client.CreateAsync(new V1Widget { Metadata = new V1ObjectMeta { Name = "odd", Namespace = "default" } }, Token);
        using var raw = new HttpClient();
        using var patch = new StringContent("""{"spec":{"size":"large"}}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/merge-patch+json"));
        (await raw.PatchAsync(new Uri(_server.Configuration.Host, $"/apis/{V1Widget.Group}/v1/namespaces/default/widgets/odd"), patch, Token)).EnsureSuccessStatusCode();

        var list = await _client.ListAsync<V1Widget>(ListOptions.All, Token);

        Assert.Equal(["good"], list.Items.Select(item => item.Metadata.Name));
        Assert.Equal([new EntityKey("default", "odd")], list.Unreadable);
    }

    [Fact]
    public async Task GetAsync_TokenFileWasRotated_IsReadAgainWithoutAFailure()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("kube-token-").FullName, "token");
        await File.WriteAllTextAsync(file, "first\n", Token);
        _server.RequiredToken = "first";
        using var client = TestClients.Create(_server.Configuration with { AccessToken = CredentialSource.FromFile(file) });
        await client.CreateAsync(Map, Token);

        await File.WriteAllTextAsync(file, "second\n", Token);
        _server.RequiredToken = "second";

        Assert.NotNull(await client.GetAsync<V1ConfigMap>(Key, Token));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task GetAsync_TokenIsWrong_ThrowsUnauthorized()
    {
        _server.RequiredToken = "right";
        using var client = TestClients.Create(_server.Configuration with { AccessToken = CredentialSource.FromData("wrong"u8.ToArray()) });

        var exception = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync<V1ConfigMap>(Key, Token));

        Assert.Equal(StatusReasons.Unauthorized, exception.Reason);
    }
}
