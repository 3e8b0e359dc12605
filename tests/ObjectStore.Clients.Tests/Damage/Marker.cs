namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Where a piece of an object lies on disk.</summary>
/// <param name="Device">The device's folder, the one with <c>device.json</c>.</param>
/// <param name="File">The file's path.</param>
/// <param name="Offset">Where the marker starts in the file.</param>
/// <param name="ObjectNumber">Whose bytes they are.</param>
/// <param name="Position">Where in the object.</param>
internal sealed record Marker(string Device, string File, long Offset, int ObjectNumber, long Position);
