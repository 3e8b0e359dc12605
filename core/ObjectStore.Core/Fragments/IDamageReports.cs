using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>
/// Where fragments that were found missing or damaged are reported for repair. Reports are hints: a full queue drops them, because scrub
/// and rebuild find the same damage again. Thread-safe, never blocks, never throws.
/// </summary>
public interface IDamageReports
{
    /// <summary>Reports one fragment of a stripe in <paramref name="group"/>.</summary>
    void Report(FragmentId fragment, PlacementGroupId group);
}
