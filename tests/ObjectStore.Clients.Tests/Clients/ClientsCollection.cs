namespace ObjectStore.Clients.Tests.Clients;

/// <summary>Tests that share one store and one set of files.</summary>
[CollectionDefinition(Name)]
public sealed class ClientsCollection : ICollectionFixture<ClientsFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "clients";
}
