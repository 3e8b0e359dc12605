using ObjectStore.Core.Fragments;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>Whole records of a batch that was not written whole. Nobody was told that they were stored; they are appended again as if they came now.</summary>
internal sealed class Salvage
{
    /// <summary>Fragments, with memory of their own.</summary>
    public List<FragmentWrite> Puts { get; } = [];

    /// <summary>Fragments to delete.</summary>
    public List<DeleteEntry> Deletes { get; } = [];
}
