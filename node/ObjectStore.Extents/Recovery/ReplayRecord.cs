using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>A record of the log that waits to be applied: its header and, of a delete, the entries.</summary>
internal readonly record struct ReplayRecord(RecordHeader Header, DeleteEntry[] Entries);
