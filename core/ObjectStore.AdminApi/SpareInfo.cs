namespace ObjectStore.AdminApi;

/// <summary>Stripes that may lose as many fragments as each other.</summary>
/// <param name="Spare">Fragments that may still be lost; with 0 or less the next loss costs data.</param>
/// <param name="Stripes">Stripes.</param>
public sealed record SpareInfo(int Spare, int Stripes);
