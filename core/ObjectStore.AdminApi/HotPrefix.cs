namespace ObjectStore.AdminApi;

/// <summary>Keys with a common beginning that take much of the load.</summary>
/// <param name="Prefix">Bucket and beginning of the keys, as <see cref="PlaceText"/> writes it.</param>
/// <param name="RequestsPerSecond">Its load.</param>
/// <param name="Share">Its part of all load, 0 to 1.</param>
/// <param name="Description">What is seen there, in words: <c>keys ascend, all writes hit the end</c>.</param>
/// <param name="Advice">What the user can do: spread it over more prefixes, reverse or hash the ascending part. Empty when nothing is wrong.</param>
public sealed record HotPrefix(string Prefix, double RequestsPerSecond, double Share, string Description, string Advice);
