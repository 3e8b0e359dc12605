using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Index;

/// <summary>What a stored record does to the index.</summary>
/// <param name="Id">The fragment.</param>
/// <param name="Location">Where it lives now, or null when it has ended.</param>
internal readonly record struct IndexChange(FragmentId Id, FragmentLocation? Location);
