namespace ObjectStore.Operator.Planning;

/// <summary>Labels of all that the operator makes. Selectors of workloads are made of them and cannot be changed later: neither can these names.</summary>
internal static class PlanLabels
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string ManagedByValue = "objectstore-operator";
    public const string Name = "app.kubernetes.io/name";
    public const string NameValue = "objectstore";
    public const string Component = "app.kubernetes.io/component";
    public const string Store = "objectstore.dev/store";
    public const string Pool = "objectstore.dev/pool";

    /// <summary>Tells pods of an older template from those of the current one.</summary>
    public const string Revision = "objectstore.dev/revision";

    /// <summary>Zone of a storage node's pod; the operator sets it once the pod is on a Kubernetes node.</summary>
    public const string Zone = "objectstore.dev/zone";

    public const string Gateway = "gateway";
    public const string Node = "node";
    public const string Postgres = "postgres";

    /// <summary>Selects what the operator made.</summary>
    public const string OwnedSelector = ManagedBy + "=" + ManagedByValue;

    /// <summary>Labels of what belongs to a store.</summary>
    public static Dictionary<string, string> OfStore(string store, string component) => new(StringComparer.Ordinal)
    {
        [ManagedBy] = ManagedByValue,
        [Name] = NameValue,
        [Component] = component,
        [Store] = store,
    };

    /// <summary>Labels of what belongs to a pool.</summary>
    public static Dictionary<string, string> OfPool(string pool, string component) => new(StringComparer.Ordinal)
    {
        [ManagedBy] = ManagedByValue,
        [Name] = NameValue,
        [Component] = component,
        [Pool] = pool,
    };
}
