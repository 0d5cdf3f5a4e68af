namespace Mlx4.Generators.Model;

/// <summary>The type that the pipeline's members are written into.</summary>
/// <param name="Namespace">Its namespace, empty for none.</param>
/// <param name="Declarations">The types to reopen, the outermost first and the host last.</param>
/// <param name="IsStruct">Whether the host is a structure.</param>
/// <param name="IsRecord">Whether the compiler writes equality for the host's fields.</param>
/// <param name="LayoutIsStated">Whether the structure's layout is stated elsewhere: by the user, or in the file of another of its pipelines.</param>
internal sealed record HostModel(
    string Namespace,
    EquatableArray<TypeDeclaration> Declarations,
    bool IsStruct,
    bool IsRecord,
    bool LayoutIsStated)
{
    /// <summary>The host as messages name it: <c>Outer.Nic</c>.</summary>
    public string DisplayName => string.Join(".", System.Linq.Enumerable.Select(Declarations, declaration => declaration.Name + declaration.TypeParameters));

    /// <summary>The host's name in the name of the generated file; unlike the display name, it has the namespace and no angle brackets.</summary>
    public string FileName =>
        ((Namespace.Length == 0 ? "" : Namespace + ".") + DisplayName).Replace('<', '{').Replace('>', '}').Replace("@", "");
}

/// <summary>One type declaration to reopen.</summary>
/// <param name="Keywords">What stands before the name: <c>class</c>, <c>record struct</c>.</param>
/// <param name="Name">The name, escaped if it is a keyword.</param>
/// <param name="TypeParameters">The type parameters with their brackets, or nothing.</param>
internal sealed record TypeDeclaration(string Keywords, string Name, string TypeParameters);
