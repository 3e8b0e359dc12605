using Microsoft.Extensions.Options;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>Checks <see cref="StorageClassesOptions"/> and reports all violations at once.</summary>
internal sealed class StorageClassesValidator : IValidateOptions<StorageClassesOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, StorageClassesOptions options)
    {
        var violations = StorageClassTable.Validate(options);
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }
}
