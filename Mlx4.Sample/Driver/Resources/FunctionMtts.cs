using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>
/// MTTs that belong together (<c>mlx4_mtt_init</c>), by which the card finds the pages of a buffer: out of the driver's own, or granted by the
/// master where several functions share them.
/// </summary>
internal sealed partial class FunctionMtts
{
    /// <summary>WRITE_MTT: how many entries a mailbox has room for, after the number of the first one and a reserved word.</summary>
    public const int EntriesPerCommand = Mailbox.Size / sizeof(ulong) - HeaderWords;
    private const int HeaderWords = 2;

    private readonly DeviceState _device;
    private readonly MttAllocator _mtts;
    private readonly StageScope _scope;
    private readonly MttRange _range;
    private int _order;
    private int _first;

    public FunctionMtts(DeviceState device, MttAllocator mtts, StageScope scope, string use)
    {
        _device = device;
        _mtts = mtts;
        _scope = scope.Nested(nameof(FunctionMtts), use);
        _range = new MttRange(mtts, _scope.Nested(nameof(MttRange), use));
    }

    /// <summary>The place of the first entry from the beginning of the table, in bytes.</summary>
    public ulong Offset => (ulong)_first * (ulong)_device.Capabilities.Limits.MttEntrySize;

    private bool IsSingle => !IsMultiFunction;

    private bool IsMultiFunction => _device.IsMultiFunction;

    /// <summary>ENOMEM: so many are not free in one block.</summary>
    [InitStage(10, Cleanup = nameof(FreeRange), When = nameof(IsSingle))]
    private InitResult<Errno> AllocRange(int count, Mailbox mailbox)
    {
        InitResult<Errno> result = _range.LoadOne(count, mailbox);
        _first = result.Failed ? 0 : _range.First;
        return result;
    }
    private void FreeRange() => _range.UnloadOne();

    [InitStage(20, Cleanup = nameof(FreeRes), When = nameof(IsMultiFunction))]
    private Errno AllocRes(int count)
    {
        _order = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)count));
        return SharedResource.Alloc(_device.Commands, SharedResource.Mtt, SharedResource.ReserveAndMap, (ulong)_order, out _first);
    }
    private void FreeRes() =>
        SharedResource.Free(_device.Commands, SharedResource.Mtt, SharedResource.ReserveAndMap, (ulong)_order << 32 | (uint)_first, _scope);

    partial void OnStageEvent(in StageEvent stageEvent) => _scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => _scope.Ask(stage, ref error);

    /// <summary>Lets an entry name a page, in the host's side of ICM, which a slave has none of.</summary>
    public void Write(int index, ulong page) => _mtts.Write(_first + index, page);

    /// <summary>Asks the master to let entries name pages (WRITE_MTT).</summary>
    /// <param name="mailbox">Is overwritten.</param>
    /// <param name="index">The first entry.</param>
    /// <param name="pages">Where the pages lie, at most <see cref="EntriesPerCommand"/>.</param>
    public Errno Send(Mailbox mailbox, int index, IReadOnlyList<ulong> pages)
    {
        mailbox.Clear();
        mailbox.Write64(0, (ulong)(_first + index));
        for (int i = 0; i < pages.Count; i++)
        {
            mailbox.Write64((HeaderWords + i) * sizeof(ulong), pages[i] | MttAllocator.Present);
        }
        return mailbox.Send(Opcode.WriteMtt, (uint)pages.Count);
    }
}
