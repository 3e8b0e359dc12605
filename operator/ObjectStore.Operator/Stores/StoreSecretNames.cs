namespace ObjectStore.Operator.Stores;

/// <summary>Secrets of a store, its own or those that people named.</summary>
/// <param name="Admin">With accessKey and secretKey.</param>
/// <param name="MasterKey">With key.</param>
/// <param name="Encryption">With keys.yaml.</param>
/// <param name="Connection">With connection.</param>
internal sealed record StoreSecretNames(string Admin, string MasterKey, string Encryption, string Connection);
