namespace ObjectStore.Gateway.Inventory;

/// <summary>A file of an inventory, as its manifest names it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Md5">Their MD5, hexadecimal.</param>
internal sealed record InventoryFile(string Key, long Size, string Md5);
