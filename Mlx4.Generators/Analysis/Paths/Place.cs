using Microsoft.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Where a value can be kept: a member of an object or type, or an element of a collection.</summary>
/// <param name="Base">Whose.</param>
/// <param name="Member">The field, property or event; none for an element.</param>
/// <param name="Index">Which element.</param>
internal sealed record Place(Value Base, ISymbol? Member, Value? Index)
{
    /// <summary>A member.</summary>
    public static Place Of(Value owner, ISymbol member) => new(owner, member.OriginalDefinition, null);

    /// <summary>An element.</summary>
    public static Place ElementOf(Value collection, Value index) => new(collection, null, index);

    /// <summary>The place with all indexes forgotten: that of any element.</summary>
    public Place Any => new(
        Base is HeldValue held ? new HeldValue(held.Place.Any) : Base,
        Member,
        Index is null ? null : AnyIndexValue.Instance);

    /// <summary>The member of the object that the place is, or lies in: <c>_ring</c> for <c>_ring.Buffers[i]</c>. Null for what hangs on a parameter or a local object.</summary>
    public ISymbol? Root => Base switch
    {
        ThisValue => Member,
        TypeValue => Member,
        HeldValue held => held.Place.Root,
        _ => null,
    };

    /// <summary>Whether the place is a member of the object itself, static ones included.</summary>
    public bool IsOwn => Base is ThisValue or TypeValue;

    public override int GetHashCode() => unchecked((((Base.GetHashCode() * Hashing.Factor) + SymbolEqualityComparer.Default.GetHashCode(Member)) * Hashing.Factor) + (Index?.GetHashCode() ?? 0));

    /// <summary>As the user would write it.</summary>
    public override string ToString()
    {
        string owner = Base switch
        {
            HeldValue held => held.Place.ToString(),
            ParameterValue parameter => parameter.Name,
            ResultValue { Operation: Microsoft.CodeAnalysis.Operations.IObjectCreationOperation creation } => creation.Type?.Name ?? "",
            _ => "",
        };
        return Member is null ? owner + "[]" : owner.Length == 0 ? Member.Name : $"{owner}.{Member.Name}";
    }
}
