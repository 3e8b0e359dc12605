namespace ObjectStore.AdminApi;

/// <summary>Asks for something to be done to one partition.</summary>
/// <param name="At">Any place in it, as <see cref="PlaceText"/> writes it.</param>
public sealed record PlaceRequest(string At);
