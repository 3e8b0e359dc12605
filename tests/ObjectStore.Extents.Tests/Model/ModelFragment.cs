namespace ObjectStore.Extents.Tests.Model;

/// <summary>What the reference knows of one fragment id.</summary>
internal sealed class ModelFragment
{
    /// <summary>What was acknowledged last; null is absent.</summary>
    public ModelContent? Current { get; private set; }

    /// <summary>What may be there instead: operations that failed or were cut off; null is absent.</summary>
    public List<ModelContent?> Possible { get; } = [];

    /// <summary>Everything that was ever written under this id.</summary>
    public HashSet<ModelContent> History { get; } = [];

    public bool MayBeAbsent => Current is null || Possible.Contains(null);

    /// <summary>Contents that a read may return.</summary>
    public IEnumerable<ModelContent> Readable => Possible.Append(Current).OfType<ModelContent>();

    /// <summary>The operation was acknowledged: nothing else is possible.</summary>
    public void Acknowledge(ModelContent? content)
    {
        Current = content;
        Possible.Clear();
    }

    /// <summary>The operation failed, or nobody knows.</summary>
    public void MayBecome(ModelContent? content) => Possible.Add(content);
}
