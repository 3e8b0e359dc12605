namespace ObjectStore.Kubernetes.Client;

/// <summary>Kinds of patches that every resource understands.</summary>
public enum PatchType
{
    /// <summary>RFC 7386.</summary>
    MergePatch,

    /// <summary>RFC 6902.</summary>
    JsonPatch,
}
