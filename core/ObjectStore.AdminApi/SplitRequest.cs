namespace ObjectStore.AdminApi;

/// <summary>Asks for a split.</summary>
/// <param name="At">1 to 7 places as <see cref="PlaceText"/> writes them, all in one partition, ascending.</param>
public sealed record SplitRequest(IReadOnlyList<string> At);
