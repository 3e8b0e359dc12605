using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Configuration;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>A fake API server of its own for each test, or an emptied real one, with three Kubernetes nodes in three zones.</summary>
public abstract class ControllerTests : IAsyncLifetime
{
    protected const string Namespace = KubeApiServerFixture.Namespace;

    private readonly CancellationTokenSource _ending = new();
    private FakeApiServer? _fake;
    private KubeApiServerFixture? _real;
    private Task _kubelet = Task.CompletedTask;

    /// <summary>The fake, for what can be had of it alone: faults, what was requested, kinds that come later. Tests that want it are skipped over a real one.</summary>
    internal FakeApiServer Server
    {
        get
        {
            Assert.SkipWhen(_fake is null, "The test needs faults or kinds that only the fake API server has.");
            return _fake;
        }
    }

    internal OperatorHarness Operator { get; private set; } = null!;

    internal IKubernetesClient Client => Operator.Client;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Operator = await OperatorHarness.StartAsync(await StartServerAsync(), Namespace);
        if (await Client.GetAsync<V1Namespace>(new EntityKey(null, Namespace), Token) is null) await Client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } }, Token);
        if (_real is not null) _kubelet = Task.Run(EndPodsAsync, CancellationToken.None);
        foreach (var zone in new[] { "a", "b", "c" }) await Client.CreateAsync(Samples.Node($"node-{zone}", $"zone-{zone}"), Token);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _ending.CancelAsync();
            await _kubelet;
            if (Operator is not null) await Operator.DisposeAsync();
        }
        finally
        {
            if (_fake is not null) await _fake.DisposeAsync();
            _real?.Leave();
            _ending.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private async Task<KubernetesClientConfiguration> StartServerAsync()
    {
        if (await TestContext.Current.GetFixture<KubeApiServerFixture>() is { IsGiven: true } real)
        {
            var configuration = await real.EnterAsync(Token);
            _real = real;
            return configuration;
        }

        _fake = await FakeApiServer.StartAsync();
        foreach (var (plural, kind) in KubeApiServerFixture.Kinds) _fake.Add(new ResourceKind(ApiGroup.Name, ApiGroup.Version, plural, kind, true, true));
        return _fake.Configuration;
    }

    /// <summary>What a kubelet does with pods that are told to end.</summary>
    private async Task EndPodsAsync()
    {
        try
        {
            while (true)
            {
                foreach (var pod in (await Client.ListAsync<V1Pod>(new ListOptions { Namespace = Namespace }, _ending.Token)).Items.Where(static pod => pod.IsDeleting()))
                    await Client.DeleteAsync<V1Pod>(pod.Key(), new V1DeleteOptions { GracePeriodSeconds = 0 }, _ending.Token);
                await Task.Delay(50, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    internal static EntityKey Key(string name) => new(Namespace, name);

    internal static V1ObjectMeta Meta(string name, string? @namespace = null) => new() { Name = name, Namespace = @namespace ?? Namespace };

    /// <summary>What is asked of the API server. What the definitions of a real one refuse, the operator need not refuse after it: then the test is over.</summary>
    internal async Task<T> AskAsync<T>(Task<T> request)
    {
        try
        {
            return await request;
        }
        catch (KubernetesApiException exception) when (exception.IsInvalid && _fake is null)
        {
            Assert.Skip($"The definitions refuse it: {exception.Message}");
            throw;
        }
    }

    internal Task<V1Alpha1StoragePool> CreatePoolAsync(Func<StoragePoolSpec, StoragePoolSpec>? change = null, string name = "default") =>
        AskAsync(Client.CreateAsync(Samples.Pool(change) with { Metadata = Meta(name) }, Token));

    internal Task<V1Alpha1ObjectStore> CreateStoreAsync(Func<ObjectStoreSpec, ObjectStoreSpec>? change = null, string name = "main") =>
        AskAsync(Client.CreateAsync(Samples.Store(change) with { Metadata = Meta(name) }, Token));

    /// <summary>A pool and a store whose catalog is open.</summary>
    internal async Task StartStoreAsync()
    {
        await CreatePoolAsync();
        await CreateStoreAsync();
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "IndexAvailable", "Open");
    }

    internal Task<V1Alpha1Bucket> CreateBucketAsync(string name, Func<BucketSpec, BucketSpec>? change = null)
    {
        var spec = new BucketSpec { StoreRef = new StoreReference { Name = "main" } };
        return AskAsync(Client.CreateAsync(new V1Alpha1Bucket { Metadata = Meta(name), Spec = change?.Invoke(spec) ?? spec }, Token));
    }

    internal Task<V1Alpha1BucketAccess> CreateAccessAsync(string name, params string[] buckets) => AskAsync(Client.CreateAsync(
        new V1Alpha1BucketAccess { Metadata = Meta(name), Spec = new BucketAccessSpec { BucketRefs = [.. buckets.Select(bucket => new BucketReference { Name = bucket })] } }, Token));

    /// <summary>What the DaemonSet's controller and kubelet do: a pod on each node, ready, and for long.</summary>
    internal async Task<V1Pod> RunNodeAsync(string node, string pool = "default")
    {
        var set = await Operator.GetAsync<V1DaemonSet>(Key($"{pool}-node"));
        var template = set.Spec!.Template;
        var pod = await Client.CreateAsync(
            new V1Pod { Metadata = Meta($"{pool}-node-{node}") with { Labels = template.Metadata!.Labels, OwnerReferences = [set.MakeControllerReference()] }, Spec = template.Spec! with { NodeName = node } }, Token);
        return await SetReadyAsync(pod, true);
    }

    internal Task<V1Pod> SetReadyAsync(V1Pod pod, bool isReady) => Client.ApplyStatusAsync(
        new V1Pod { Metadata = Meta(pod.Metadata.Name!), Status = new V1PodStatus { Phase = "Running", PodIP = "10.0.0.1", Conditions = [new V1Condition { Type = "Ready", Status = isReady ? "True" : "False", LastTransitionTime = Samples.Now.AddYears(-1) }] } }, Token);
}
