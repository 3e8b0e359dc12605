using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Partitions;

/// <summary>A range of (bucket id, object key), owned by one store, with its fence; docs/format/index.md §7.</summary>
/// <param name="Start">First position: 8 bytes of bucket id, big endian, and the beginning of an object key; empty for the beginning of all.</param>
/// <param name="End">First position after the partition; empty for the end of all.</param>
/// <param name="Epoch">Grows whenever range or owner change.</param>
/// <param name="Fence">Holds as long as the partition row is the one that was read; every commit of rows of the partition carries it.</param>
internal sealed record Partition(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, Epoch Epoch, CommitCondition Fence);
