using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Rebuild;

/// <summary>How far a device has been filled.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Filled">Groups of which the device holds its fragment of every stripe that was there when it joined.</param>
/// <param name="Walks">Walks over survivors that are under way; empty when nothing is.</param>
/// <param name="Restored">Stripes that were restored in these walks.</param>
internal sealed record RebuildState(int Version, IReadOnlyList<uint> Filled, IReadOnlyList<RebuildWalk> Walks, long Restored = 0) : IVersionedState
{
    public static RebuildState Empty { get; } = new(ProgressJson.Version, [], []);
}
