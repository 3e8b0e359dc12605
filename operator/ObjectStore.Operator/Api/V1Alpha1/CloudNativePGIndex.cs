using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>A PostgreSQL with replicas in other zones that CloudNativePG runs, release 1.25 or later. Commits wait for a replica.</summary>
public sealed record CloudNativePGIndex
{
    /// <summary>Servers, each in a zone of its own, so there must be as many zones. With two nothing is written while one of them is away.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>Volume of each server's data.</summary>
    public DatabaseStorage Storage { get; init; } = new();

    /// <summary>Volume of each server's log. Without it that of the data; a full log stops the server, full data only its writes.</summary>
    public DatabaseStorage? WalStorage { get; init; }

    /// <summary>CPU and memory of a server.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Further parameters of PostgreSQL. Those that durability depends on cannot be set.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Image of PostgreSQL. Without it that of CloudNativePG.</summary>
    public string? Image { get; init; }

    /// <summary>Whether the database is deleted with the ObjectStore. With Delete all objects are lost then, for nothing else knows which fragments they are made of.</summary>
    public string DeletionPolicy { get; init; } = "Retain";
}
