namespace ObjectStore.AdminApi;

/// <summary>Asks for a partition to be moved.</summary>
/// <param name="At">Any place in it, as <see cref="PlaceText"/> writes it.</param>
/// <param name="Database">Name of the database that is to own it.</param>
public sealed record MoveRequest(string At, string Database);
