using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>A fake API server of its own for each test, with three Kubernetes nodes in three zones.</summary>
public abstract class ControllerTests : IAsyncLifetime
{
    protected const string Namespace = "storage";

    internal FakeApiServer Server { get; private set; } = null!;

    internal OperatorHarness Operator { get; private set; } = null!;

    internal IKubernetesClient Client => Operator.Client;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await FakeApiServer.StartAsync();
        foreach (var (plural, kind) in new[] { ("buckets", "Bucket"), ("bucketaccesses", "BucketAccess"), ("objectstores", "ObjectStore"), ("storagepools", "StoragePool") })
            Server.Add(new ResourceKind(ApiGroup.Name, ApiGroup.Version, plural, kind, true, true));
        Operator = await OperatorHarness.StartAsync(Server.Configuration, Namespace);
        await Client.CreateAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = Namespace } }, Token);
        foreach (var zone in new[] { "a", "b", "c" }) await Client.CreateAsync(Samples.Node($"node-{zone}", $"zone-{zone}"), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Operator.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static EntityKey Key(string name) => new(Namespace, name);

    internal static V1ObjectMeta Meta(string name, string? @namespace = null) => new() { Name = name, Namespace = @namespace ?? Namespace };

    internal Task<V1Alpha1StoragePool> CreatePoolAsync(Func<StoragePoolSpec, StoragePoolSpec>? change = null, string name = "default") =>
        Client.CreateAsync(Samples.Pool(change) with { Metadata = Meta(name) }, Token);

    internal Task<V1Alpha1ObjectStore> CreateStoreAsync(Func<ObjectStoreSpec, ObjectStoreSpec>? change = null, string name = "main") =>
        Client.CreateAsync(Samples.Store(change) with { Metadata = Meta(name) }, Token);

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
        return Client.CreateAsync(new V1Alpha1Bucket { Metadata = Meta(name), Spec = change?.Invoke(spec) ?? spec }, Token);
    }

    internal Task<V1Alpha1BucketAccess> CreateAccessAsync(string name, params string[] buckets) => Client.CreateAsync(
        new V1Alpha1BucketAccess { Metadata = Meta(name), Spec = new BucketAccessSpec { BucketRefs = [.. buckets.Select(bucket => new BucketReference { Name = bucket })] } }, Token);

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
