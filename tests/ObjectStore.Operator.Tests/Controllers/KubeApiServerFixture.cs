using ObjectStore.Kubernetes.Configuration;
using ObjectStore.KubernetesTesting;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Tests.Controllers;

[assembly: AssemblyFixture(typeof(KubeApiServerFixture))]

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>
/// etcd and kube-apiserver from the folder <c>KUBEBUILDER_ASSETS</c>, where that is given, with the definitions of this repository: schemas, defaults and validation are the real ones. One test
/// at a time has it, empty. The tests are their own kubelet and DaemonSet controller, so a cluster that has these is no place for them.
/// </summary>
public sealed class KubeApiServerFixture : IAsyncLifetime
{
    /// <summary>Where all tests work.</summary>
    public const string Namespace = "storage";

    private readonly SemaphoreSlim _turn = new(1);
    private KubeApiServerProcess? _process;

    /// <summary>Plural names and names of the operator's kinds.</summary>
    public static IReadOnlyList<(string Plural, string Kind)> Kinds { get; } = [("buckets", "Bucket"), ("bucketaccesses", "BucketAccess"), ("objectstores", "ObjectStore"), ("storagepools", "StoragePool")];

    /// <summary>Whether there is a real server.</summary>
    public bool IsGiven => _process is not null;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (KubeApiServerProcess.Folder is not { } folder) return;
        _process = await KubeApiServerProcess.StartAsync(folder);
        foreach (var (plural, _) in Kinds)
            await _process.DefineAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "crds", $"{ApiGroup.Name}_{plural}.yaml")), ApiGroup.Name, ApiGroup.Version, plural);
    }

    /// <summary>Waits until no other test has the server, and empties it.</summary>
    public async Task<KubernetesClientConfiguration> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var (plural, _) in Kinds) await _process!.ClearAsync(ApiGroup.Name, ApiGroup.Version, plural, Namespace);
            foreach (var kind in ResourceKind.BuiltIn.Where(static kind => kind.IsNamespaced)) await _process!.ClearAsync(kind.Group, kind.Version, kind.Plural, Namespace);
            await _process!.ClearAsync("", "v1", "nodes", null);
            return _process.Configuration;
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>The test has ended.</summary>
    public void Leave() => _turn.Release();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _turn.Dispose();
    }
}
