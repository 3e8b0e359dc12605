using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Reading;

/// <summary>One try at reading a record where the index says it is.</summary>
internal interface IReadAttempt
{
    ReadOutcome Run(Extent extent, FragmentLocation location);
}
