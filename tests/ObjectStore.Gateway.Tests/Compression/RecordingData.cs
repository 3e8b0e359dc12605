using System.IO.Pipelines;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Stripes in memory, with a list of what was read of them.</summary>
internal sealed class RecordingData : IObjectData
{
    private readonly InMemoryObjectData _inner = new();

    /// <summary>Bytes of each read since the list was cleared.</summary>
    public List<long> Reads { get; } = [];

    public ValueTask<IReadOnlyList<StripeRun>> WriteAsync(IByteSource source, FragmentOwner owner, PoolName? pool, CancellationToken cancellationToken) =>
        _inner.WriteAsync(source, owner, pool, cancellationToken);

    public ValueTask ReadAsync(IReadOnlyList<StripeRun> runs, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        Reads.Add(length);
        return _inner.ReadAsync(runs, position, length, destination, cancellationToken);
    }

    public IByteSource OpenSource(IReadOnlyList<StripeRun> runs, long position, long length)
    {
        Reads.Add(length);
        return _inner.OpenSource(runs, position, length);
    }

    public ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs) => _inner.DiscardAsync(runs);
}
