using Microsoft.Extensions.Options;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Replication;

/// <summary>S3 endpoints by the names of the settings.</summary>
internal sealed class ReplicaSenders : IReplicaSenders, IDisposable
{
    private readonly S3Endpoint? _source;
    private readonly Dictionary<string, S3ReplicaSender> _targets = new(StringComparer.Ordinal);

    public ReplicaSenders(IObjectIndex index, IOptions<ReplicationOptions> options, TimeProvider time, IServiceProvider services)
    {
        var settings = options.Value;
        var own = (ReplicationSource?)services.GetService(typeof(ReplicationSource));
        if (settings.Source is { } named) _source = new S3Endpoint(named, settings.StallTimeout, time);
        else if (own is not null) _source = new S3Endpoint(own, settings.StallTimeout, time);
        foreach (var (name, target) in settings.Targets) _targets.Add(name, new S3ReplicaSender(_source, target, index, settings, time));
    }

    public IReadOnlyList<string> Names => [.. _targets.Keys.Order(StringComparer.Ordinal)];

    public IReplicaSender Of(string target) => _targets.TryGetValue(target, out var sender) ? sender : AbsentTarget.Instance;

    public void Dispose()
    {
        foreach (var target in _targets.Values) target.Dispose();
        _source?.Dispose();
    }

    /// <summary>A target that rows still name, and the settings no longer.</summary>
    private sealed class AbsentTarget : IReplicaSender
    {
        public static AbsentTarget Instance { get; } = new();

        public ValueTask<string?> SendAsync(ReplicaVersion version, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("not in the settings");
    }
}
