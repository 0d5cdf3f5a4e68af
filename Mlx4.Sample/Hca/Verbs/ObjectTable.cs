using System.Diagnostics.CodeAnalysis;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The objects of one kind by their number. Each has a context in ICM, which must be mapped before the object can be handed over;
/// the first numbers are the firmware's own.
/// </summary>
internal sealed class ObjectTable<T>(ConnectX3 card, ObjectTable<T>.Kind kind)
    where T : VerbsObject
{
    private const uint NumberMask = 0xff_ffff;

    private readonly Holdings<T> _objects = new(thing => thing.Owner.Own(kind.Name), card.Ledger);

    /// <summary>The object of a number, if the card has it.</summary>
    public T? this[uint number] => _objects[Index(number)] is { } found && found.Number == number ? found : null;

    /// <summary>Where in its table the context of a number is.</summary>
    public uint Index(uint number) => number & (uint)((1UL << kind.Table(card.Hca).Log) - 1);

    /// <summary>The ICM address of the context of a number.</summary>
    public ulong ContextAddress(uint number) => kind.Table(card.Hca).Base + ((ulong)Index(number) * (uint)kind.ContextSize);

    /// <summary>Whether an object of this number can be handed to the card.</summary>
    public CommandStatus CheckFree(uint number)
    {
        CommandStatus status = CheckNumber(number);
        return status != CommandStatus.Ok ? status
            : _objects[Index(number)] is not null ? CommandStatus.BadResourceState
            : card.Icm.IsMapped(ContextAddress(number), (uint)kind.ContextSize) ? CommandStatus.Ok
            : CommandStatus.IcmError;
    }

    /// <summary>Finds the object that a command names.</summary>
    public CommandStatus Find(uint number, out T? found)
    {
        found = null;
        CommandStatus status = CheckNumber(number);
        if (status != CommandStatus.Ok)
        {
            return status;
        }
        found = this[number];
        return found is null ? CommandStatus.BadResourceState : CommandStatus.Ok;
    }

    /// <summary>Finds the object that a command wants to give back to the host.</summary>
    public CommandStatus FindUnused(uint number, out T? found)
    {
        CommandStatus status = Find(number, out found);
        return status == CommandStatus.Ok && found!.Users != 0 ? CommandStatus.ResourceBusy : status;
    }

    /// <summary>Finds an object that is to work, by itself or with another one.</summary>
    public bool TryGet(uint number, [NotNullWhen(true)] out T? found)
    {
        found = this[number & NumberMask];
        return found is { IsQuiesced: false };
    }

    /// <summary>What a function has handed over works no more.</summary>
    public void Quiesce(Function owner)
    {
        foreach (T thing in _objects.All.Where(thing => thing.Owner == owner))
        {
            thing.Quiesce();
        }
    }

    public void Add(T thing, string by) => _objects.Add(Index(thing.Number), thing, by);

    public void Remove(T thing) => _objects.Remove(Index(thing.Number));

    public void Stop() => _objects.Stop();

    public void Reset() => _objects.Reset();

    /// <summary>Whether the number is one that a host may use.</summary>
    public CommandStatus CheckNumber(uint number) =>
        number > NumberMask || (!kind.NumbersWrap && Index(number) != number) ? CommandStatus.BadIndex
        : Index(number) < 1u << kind.LogReserved ? CommandStatus.BadResource
        : CommandStatus.Ok;

    /// <summary>A kind of objects.</summary>
    /// <param name="Name">What the ledger calls one.</param>
    /// <param name="Table">Where the contexts are.</param>
    /// <param name="ContextSize">The size of a context in bytes.</param>
    /// <param name="LogReserved">The binary logarithm of how many are the firmware's.</param>
    /// <param name="NumbersWrap">
    /// Whether numbers may go beyond the table: Linux counts QPNs on through all 24 bits, so that one comes back late, and only the low bits
    /// name the context.
    /// </param>
    internal sealed record Kind(string Name, Func<Hca, HcaParameters.Table> Table, int ContextSize, int LogReserved, bool NumbersWrap = false);
}
