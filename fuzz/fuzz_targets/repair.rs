//! Repair of any text asks for changes that can be made and undone, each with its steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use polynorm::encoding::{RepairMode, explain};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    for mode in [RepairMode::On, RepairMode::Bold, RepairMode::Off] {
        let repair = explain(&text, mode);
        let (mut new, mut undone, mut at) = (String::new(), String::new(), 0);
        for (i, change) in repair.changes.iter().enumerate() {
            assert!(at <= change.range.start && !change.range.is_empty());
            assert!(repair.chain(i).count() > 0);
            for part in [&mut new, &mut undone] {
                part.push_str(&text[at..change.range.start]);
            }
            new.push_str(&change.with);
            undone.push_str(&text[change.range.clone()]);
            at = change.range.end;
        }
        undone.push_str(&text[at..]);
        assert_eq!(undone, text);
        assert!(mode != RepairMode::Off || repair.changes.is_empty());
    }
});
