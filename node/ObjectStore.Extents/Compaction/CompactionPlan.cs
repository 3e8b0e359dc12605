using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Compaction;

/// <summary>What of an extent has to be kept before it can go.</summary>
internal sealed class CompactionPlan
{
    /// <summary>Live records, in order.</summary>
    public List<(FragmentId Id, FragmentLocation Location)> Live { get; } = [];

    /// <summary>Delete entries for extents that still exist.</summary>
    public List<DeleteEntry> Deletes { get; } = [];

    /// <summary>Bytes of live records.</summary>
    public long LiveBytes { get; set; }

    /// <summary>Bytes that compaction would write, about.</summary>
    public long KeptBytes => LiveBytes + ((long)Deletes.Count * DeleteEntry.Size);
}
