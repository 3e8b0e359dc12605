namespace ObjectStore.Curator.Reports;

/// <summary>How many stripes may still lose so many fragments.</summary>
/// <param name="Spare">Fragments that may still be lost; 0 or less: the next loss costs data.</param>
/// <param name="Stripes">Stripes.</param>
public sealed record SpareCount(int Spare, int Stripes);
