namespace ObjectStore.Lifecycle;

/// <summary>How a rule said what it is about, so that it is shown as it was sent. Stored by name.</summary>
public enum FilterForm
{
    /// <summary>A <c>Filter</c> with at most one condition.</summary>
    Filter,

    /// <summary>A <c>Filter</c> with <c>And</c>, or with several conditions side by side.</summary>
    And,

    /// <summary>A <c>Prefix</c> of the rule itself, as before filters.</summary>
    Prefix,
}
