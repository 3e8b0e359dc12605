using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>Where readers tell that a fragment is missing or damaged, so that it is repaired. Thread-safe.</summary>
public interface IDamageReports
{
    /// <summary>
    /// Takes note of a fragment that a member of its group does not hold or holds damaged. Never blocks and never fails; a report over the bound
    /// is dropped, because the background walks find the same damage again.
    /// </summary>
    void Report(FragmentId fragment, PlacementGroupId group);
}
