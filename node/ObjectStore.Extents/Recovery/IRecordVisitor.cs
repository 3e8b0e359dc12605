using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>Takes what a scan of an extent finds, in order.</summary>
internal interface IRecordVisitor
{
    /// <summary>A record whose header is whole.</summary>
    /// <param name="header">The header.</param>
    /// <param name="meta">Everything of the record before its payload; valid during the call.</param>
    void Visit(in RecordHeader header, ReadOnlySpan<byte> meta);
}
