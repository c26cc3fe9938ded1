import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

/** One thing that a menu offers. */
export interface Choice {
  readonly id: string;
  readonly label: ReactNode;
  readonly text: string;
  readonly destructive?: boolean;
  readonly disabled?: boolean;
  readonly act: () => void;
}

/** A button that opens a list of choices. */
export function MenuButton(props: {
  readonly label: string;
  readonly className?: string;
  readonly choices: readonly Choice[];
  readonly children: ReactNode;
}): ReactNode {
  return (
    <MenuTrigger>
      <Button className={props.className ?? 'button'} aria-label={props.label}>
        {props.children}
      </Button>
      <Popover placement="bottom end">
        <Menu
          className="menu"
          aria-label={props.label}
          disabledKeys={props.choices.filter((choice) => choice.disabled === true).map((choice) => choice.id)}
          onAction={(key) => props.choices.find((choice) => choice.id === key)?.act()}
        >
          {props.choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              textValue={choice.text}
              {...(choice.destructive === true ? { className: 'destructive' } : {})}
            >
              {choice.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
